import { backgroundCookie } from '@/lib/kernel/background';

const mostSeconds = 10;

/**
 * Says of this page's requests, until `endBackground`, that nobody asked for them, so that a page that is left open does
 * not keep its session alive. Of the page's own address alone: what its person opens meanwhile counts.
 */
export function beginBackground(): void {
  setCookie(mostSeconds);
}

export function endBackground(): void {
  setCookie(0);
}

function setCookie(seconds: number): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${backgroundCookie}=1; path=${location.pathname}; max-age=${seconds}; samesite=strict${secure}`;
}
