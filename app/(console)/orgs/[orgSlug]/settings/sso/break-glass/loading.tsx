import { FormPageSkeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return <FormPageSkeleton fields={2} />;
}
