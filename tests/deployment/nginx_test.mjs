// nginx_test.mjs SERVER GASWORKS NGINX_CONF NGINX: the documented configuration, with a certificate of the test's own,
// on ports of the system's choice, as any user.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from '../browser/running_server.mjs';

const [serverProgram, gasworks, configuration, nginx] = process.argv.slice(2);
if (!nginx) {
  console.log('skipped: nginx is not installed (nginx-light)');
  process.exit(77);
}
const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-nginx-'));
const file = (name) => path.join(folder, name);

const freePort = () => new Promise((resolve) => {
  const listener = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = listener.address();
    listener.close(() => resolve(port));
  });
});

/** One request on a connection of its own: { status, headers, body }. */
function ask(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const request = client.request(url, { method, headers, agent: false, rejectUnauthorized: false }, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Every replacement has to find its line: the file is documentation, and must not drift away from this test. */
function adapted(text, replacements) {
  for (const [from, to] of replacements) {
    assert.ok(text.includes(from), `the configuration has '${from}'`);
    text = text.replaceAll(from, to);
  }
  return text;
}

execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1',
  '-subj', '/CN=localhost', '-keyout', file('key.pem'), '-out', file('cert.pem')], { stdio: 'ignore' });
execFileSync(gasworks, ['auth', 'add', file('users'), 'ada'], { input: 'correct horse\n', stdio: ['pipe', 'ignore', 'ignore'] });
const key = execFileSync(gasworks, ['auth', 'key', file('users'), 'ci'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const server = await startServer(serverProgram, ['--port', '0', '--data-dir', file('data'), '--auth-file', file('users'),
  '--trusted-proxy', '127.0.0.1', '--auth-failures', '2', '--log-level', 'error']);
const [plain, secure] = [await freePort(), await freePort()];
mkdirSync(file('body'));
writeFileSync(file('nginx.conf'), adapted(readFileSync(configuration, 'utf8'), [
  // Workers of another user could not write to this test's folder.
  ['user www-data;\n', process.getuid() === 0 ? 'user root;\n' : ''],
  ['/run/nginx.pid', file('pid')],
  ['/var/log/nginx/error.log', file('error.log')],
  ['/var/log/nginx/access.log', file('access.log')],
  ['/var/lib/nginx/body', file('body')],
  ['server 127.0.0.1:8080;', `server ${server.base.slice('http://'.length)};\n` +
    ['proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `    }\n    ${kind}_temp_path ${file(kind)};\n    upstream unused_${kind} {\n        server 127.0.0.1:1;\n`).join('')],
  ['listen 80;', `listen 127.0.0.1:${plain};`],
  ['listen [::]:80;', ''],
  ['listen 443 ssl http2;', `listen 127.0.0.1:${secure} ssl http2;`],
  ['listen [::]:443 ssl http2;', ''],
  ['/etc/ssl/private/fullchain.pem', file('cert.pem')],
  ['/etc/ssl/private/privkey.pem', file('key.pem')],
]));
const proxy = spawn(nginx, ['-p', folder, '-e', file('error.log'), '-c', file('nginx.conf'), '-g', 'daemon off;'], { stdio: 'inherit' });
const proxyEnded = new Promise((resolve) => proxy.once('exit', resolve));
try {
  const base = `https://127.0.0.1:${secure}`;
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (await ask(`${base}/livez`).then((answer) => answer.status === 200, () => false)) break;
    assert.equal(proxy.exitCode, null, 'nginx runs');
    assert.ok(Date.now() < deadline, 'nginx answers');
    await pause(50);
  }
  const basic = `Basic ${Buffer.from('ada:correct horse').toString('base64')}`;

  const redirected = await ask(`http://127.0.0.1:${plain}/cloudmesh/ui/?a=b`, { headers: { Host: 'faces.example' } });
  assert.equal(redirected.status, 308);
  assert.equal(redirected.headers.location, 'https://faces.example/cloudmesh/ui/?a=b');

  const asked = await ask(`${base}/cloudmesh/ui/`);
  assert.equal(asked.status, 401);
  assert.match(asked.headers['www-authenticate'], /^Basic /);
  assert.match(asked.headers['strict-transport-security'], /max-age=/);

  const page = await ask(`${base}/cloudmesh/ui/`, { headers: { Authorization: basic } });
  assert.equal(page.status, 200);
  assert.match(page.headers['content-security-policy'], /default-src 'self'/);
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  assert.ok(page.headers['x-request-id']);
  const root = await ask(`${base}/cloudmesh`, { headers: { Authorization: basic } });
  assert.equal(root.headers.location, '/cloudmesh/ui/', 'redirects stay at the address that the client used');

  const missing = await ask(`${base}/nothing`, { headers: { 'X-API-Key': key } });
  assert.equal(missing.status, 404);
  assert.equal(JSON.parse(missing.body).instance, missing.headers['x-request-id']);

  const body = Buffer.alloc(3 << 20, 'x');
  const upload = await ask(`${base}/cloudmesh/upload`, { method: 'POST', body, headers: { 'X-API-Key': key, 'Content-Type': 'text/plain' } });
  assert.equal(upload.status, 415, 'a body of 3 MB gets to the operation');
  const large = await ask(`${base}/cloudmesh/upload`, { method: 'POST', headers: { 'X-API-Key': key, 'Content-Length': 33 << 20 } });
  assert.equal(large.status, 413);
  assert.equal((await ask(`${base}/metrics`)).status === 403, false, 'metrics are for this machine');

  // What a client says of its address goes no further: it is one client, whatever it makes up.
  for (const made of ['198.51.100.1', '198.51.100.2']) {
    assert.equal((await ask(`${base}/`, { headers: { 'X-API-Key': 'wrong', 'X-Forwarded-For': made } })).status, 401);
  }
  const limited = await ask(`${base}/`, { headers: { 'X-API-Key': key, 'X-Forwarded-For': '198.51.100.3' } });
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers['retry-after']) >= 1);
  assert.equal((await ask(`${base}/livez`)).status, 200);
  console.log('ok');
} finally {
  proxy.kill('SIGTERM');
  await proxyEnded;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
