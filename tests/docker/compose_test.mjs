// compose_test.mjs COMPOSE_FILE DOCKER_COMPOSE: the file as docker-compose understands it (no engine is needed for that), and
// whether it takes from the containers what the documentation says that it takes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const [file, compose] = process.argv.slice(2);
if (!compose) {
  console.log('skipped: docker-compose is not installed');
  process.exit(77);
}
const version = execFileSync(compose, ['--version'], { encoding: 'utf8' });
if (!/version 1\./.test(version)) {
  console.log(`skipped: this test reads what docker-compose 1 (Debian's) prints; this is ${version.trim()}`);
  process.exit(77);
}
const yaml = execFileSync(compose, ['-f', file, '--profile', 'tls', 'config'],
  { encoding: 'utf8', env: { ...process.env, GASWORKS_AUTH_FILE: '', HOST_NAME: '', TLS_FOLDER: '' } });
// Comes with docker-compose, which is written in Python.
const { services, networks, volumes } = JSON.parse(execFileSync('python3',
  ['-c', 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)'], { input: yaml, encoding: 'utf8' }));

assert.deepEqual(Object.keys(services).sort(), ['proxy', 'server']);
for (const [name, service] of Object.entries(services)) {
  assert.equal(service.read_only, true, name);
  assert.deepEqual(service.cap_drop, ['ALL'], name);
  assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
  assert.ok(service.mem_limit, `${name} has a limit of memory`);
  assert.ok(service.pids_limit, `${name} has a limit of processes`);
  assert.ok(service.healthcheck.test.length > 1, `${name} has a health check`);
  assert.ok(existsSync(path.resolve(path.dirname(file), '..', service.build.dockerfile)), `${name} has a Dockerfile`);
}
const { server, proxy } = services;
assert.equal(server.profiles, undefined, 'the server runs without a profile');
assert.deepEqual(proxy.profiles, ['tls']);
assert.ok(server.ports.every((port) => port.startsWith('127.0.0.1:')), 'without the proxy, this machine alone comes to the server');
assert.ok(server.volumes.some((volume) => volume.startsWith('data:/var/lib/gasworks')));
assert.ok('data' in volumes);
assert.equal(server.cap_add, undefined);
assert.equal(server.environment.GASWORKS_TRUSTED_PROXY, proxy.networks.gasworks.ipv4_address, 'the proxy is believed, and it alone');
assert.ok(networks.gasworks.ipam.config[0].subnet);
console.log('ok');
