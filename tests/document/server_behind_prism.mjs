#!/usr/bin/env node
// Takes eigenfaces-server's place where a test starts it: the same flags, the same line about where it listens, the same
// exit code, and Prism between. What Prism has against an answer is appended to the file $VIOLATIONS, with a line for each
// server of how many exchanges it saw.
import { appendFileSync } from 'node:fs';
import { startServer } from '../browser/running_server.mjs';
import { validatingProxy, violationsOf } from './validating_proxy.mjs';

const server = await startServer(process.env.EIGENFACES_SERVER, process.argv.slice(2));
const proxy = await validatingProxy(server.base);
process.once('SIGTERM', async () => {
  const code = await server.stop();
  // Tests send wrong requests on purpose; answers have to be as the document says all the same.
  const lines = violationsOf(proxy.exchanges, 'response').map((violation) => `violation: ${violation}\n`);
  appendFileSync(process.env.VIOLATIONS, `${lines.join('')}exchanges: ${proxy.exchanges.length}\n`);
  await proxy.stop();
  process.exit(code);
});
console.log(`EigenfacesSVM: ${proxy.base}/cloudmesh/ui/`);
