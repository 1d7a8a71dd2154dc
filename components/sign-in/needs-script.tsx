import { Banner } from '../ui/banner';

/**
 * For pages whose address holds a token. They send no referrer, and so browsers send a form of theirs without its
 * origin, which is refused; only a script's request names it.
 */
export function NeedsScript() {
  return (
    <noscript>
      <Banner tone="warning" title="This page needs JavaScript">
        Switch it on for this site, then open the link again. Opening it used nothing up.
      </Banner>
    </noscript>
  );
}
