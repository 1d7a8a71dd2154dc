/**
 * Headers that the data plane sets and Next believes. Nobody else reaches Next's socket, and the data plane strips
 * whatever a client sent under these names.
 */
export const clientIpHeader = 'x-gatehouse-client-ip';
export const requestIdHeader = 'x-request-id';
