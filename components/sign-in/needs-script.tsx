import { Banner } from '../ui/banner';

/**
 * For pages whose address holds a token. They send no referrer, and so browsers send a form of theirs without its
 * origin, which is refused; only a script's request names it.
 */
export function NeedsScript() {
  return (
    <noscript>
      <div className="mb-5">
        <Banner tone="warning" title="This page needs JavaScript">
          Switch it on for this site, then load the page again. Nothing was used up so far.
        </Banner>
      </div>
    </noscript>
  );
}
