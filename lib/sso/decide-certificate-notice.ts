import { addSeconds } from '@/lib/platform/clock';
import { noticeDays, type NoticeDay } from './model';

const daySeconds = 24 * 60 * 60;

/**
 * Which notice of a certificate's end is due: the nearest one, so that after days without a worker one mail comes and not
 * four; null more than 30 days before. After the end it is the last one still.
 */
export function decideCertificateNotice(expiresAt: Date, now: Date): NoticeDay | null {
  const due = noticeDays.filter((days) => addSeconds(expiresAt, -days * daySeconds) <= now);
  return due.at(-1) ?? null;
}
