import type { Answers, Problem } from '@/lib/platform/http-answers';
import type { Exchange } from '@/lib/platform/http-exchange';
import { noticePage } from './notice-page';

type Notice = Problem & { title: string; link?: { href: string; text: string } };

/** Refusals of the data plane itself: a page for whoever asked for one, a problem for programs. */
export type Notices = (exchange: Exchange, notice: Notice) => void;

/** @param pages answers whose policy allows the notice page. */
export function createNotices(pages: Answers, problems: Answers): Notices {
  return (exchange, notice) => {
    const { title, detail, link, status, headers } = notice;
    if (!wantsPage(exchange)) {
      problems.problem(exchange, notice);
      return;
    }
    const page = noticePage({ title, text: detail, ...(link ? { link } : {}) });
    pages.text(exchange, status, 'text/html; charset=utf-8', page, headers);
  };
}

function wantsPage({ request }: Exchange): boolean {
  return request.headers.accept?.includes('text/html') === true;
}
