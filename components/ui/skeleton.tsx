import { cx } from './cx';

/** Give it the size of what comes. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={cx('block animate-pulse rounded-md bg-selected', className)} />
  );
}

/**
 * For loading.tsx: a page header and a table, in the places where they will be. Invisible for the
 * first 300 ms, since a flash of grey is worse than a short wait.
 */
export function ListPageSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <SkeletonPage>
      <div className="flex gap-2">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-8 w-32" />
      </div>
      <div className="rounded-lg border border-line bg-surface">
        <div className="h-9 rounded-t-lg border-b border-line bg-sunken" />
        {Array.from({ length: rows }, (_, index) => (
          <div
            key={index}
            className="flex h-11 items-center gap-6 border-b border-line px-4 last:border-0"
          >
            <Skeleton className="h-4 w-1/4" />
            <Skeleton className="h-4 w-1/6" />
            <Skeleton className="ml-auto h-4 w-24" />
          </div>
        ))}
      </div>
    </SkeletonPage>
  );
}

export function FormPageSkeleton({ fields = 4 }: { fields?: number }) {
  return (
    <SkeletonPage>
      <div className="max-w-140 space-y-6 rounded-lg border border-line bg-surface p-5">
        {Array.from({ length: fields }, (_, index) => (
          <div key={index} className="space-y-2">
            <Skeleton className="h-4 w-28" />
            <Skeleton className="h-8" />
          </div>
        ))}
      </div>
    </SkeletonPage>
  );
}

function SkeletonPage({ children }: { children: React.ReactNode }) {
  return (
    <div className="animate-appear space-y-6" aria-busy="true">
      <p role="status" className="sr-only">
        Loading
      </p>
      <div className="space-y-2">
        <Skeleton className="h-7 w-44" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      {children}
    </div>
  );
}
