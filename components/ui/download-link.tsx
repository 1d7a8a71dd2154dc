import { Download } from 'lucide-react';
import { buttonClass } from './button';

/** Saves a file. A plain link: the router must neither follow nor prefetch it. */
export function DownloadLink({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} download className={buttonClass()}>
      <Download size={16} aria-hidden />
      <span>{children}</span>
    </a>
  );
}
