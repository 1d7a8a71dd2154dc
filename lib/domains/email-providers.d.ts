declare module 'email-providers' {
  /** Domains at which anybody can get an address. */
  const domains: string[];
  export default domains;
}
