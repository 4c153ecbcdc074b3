// proxy_configuration_test.mjs DOCKERFILE NGINX_CONF NGINX: what the proxy's Dockerfile replaces is in the documented
// configuration, and nginx takes what comes of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [dockerfile, configuration, nginx] = process.argv.slice(2);
let text = readFileSync(configuration, 'utf8');
const replacements = [...readFileSync(dockerfile, 'utf8').matchAll(/replace '([^']+)' '([^']+)'/g)];
assert.ok(replacements.length > 0, 'the Dockerfile replaces something');
for (const [, from, to] of replacements) {
  assert.equal(text.split(from).length, 2, `the configuration has '${from}' once`);
  text = text.replace(from, to);
}
if (!nginx) {
  console.log('skipped: nginx is not installed (nginx-light), so nobody was asked about the result');
  process.exit(77);
}
const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-proxy-'));
const file = (name) => path.join(folder, name);
try {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1',
    '-subj', '/CN=localhost', '-keyout', file('privkey.pem'), '-out', file('fullchain.pem')], { stdio: 'ignore' });
  // What only a container has: names, folders and users of its own.
  for (const [from, to] of [['server server:8080;', 'server 127.0.0.1:8080;'], ['/etc/ssl/private/', `${folder}/`],
    ['/run/nginx.pid', file('pid')], ['/var/lib/nginx/body', file('body')], ['user www-data;', '']]) {
    assert.ok(text.includes(from), `the configuration has '${from}'`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file('nginx.conf'), text);
  execFileSync(nginx, ['-t', '-q', '-p', folder, '-e', '/dev/stderr', '-c', file('nginx.conf')], { stdio: 'inherit' });
  console.log(`ok: ${replacements.length} replacements`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
