import type { MetadataRoute } from 'next';

/** Nothing here is for search engines: every page is somebody's own. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', disallow: '/' } };
}
