/**
 * The cookie by which a page says that it asks again by itself, while it does. Not a secret and no right: all that it does
 * is that the request does not count as a use of the session.
 */
export const backgroundCookie = 'gatehouse-background';
