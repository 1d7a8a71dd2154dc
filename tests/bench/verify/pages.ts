import http from 'node:http';

/** So many clients that load a page through the data plane, again and again. */
export async function loadPages(port: number, clients: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  let loaded = 0;
  let stopping = false;

  const load = () =>
    new Promise<number>((resolve, reject) => {
      const headers = { host: `localhost:${port}`, accept: 'text/html' };
      http
        .get({ port, host: '127.0.0.1', path: '/sign-in', agent, headers }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        })
        .on('error', reject);
    });

  for (let attempt = 0; (await load().catch(() => 0)) !== 200; attempt += 1) {
    if (attempt > 100) throw new Error('the pages do not load');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const began = performance.now();
  const done = Promise.all(
    Array.from({ length: clients }, async () => {
      while (!stopping) {
        if ((await load()) === 200) loaded += 1;
      }
    }),
  );
  return {
    /** @returns pages a second. */
    async stop(): Promise<number> {
      stopping = true;
      await done;
      agent.destroy();
      return loaded / ((performance.now() - began) / 1000);
    },
  };
}
