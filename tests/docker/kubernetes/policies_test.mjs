// policies_test.mjs NODE_MODULES SOURCE KUBECTL SERVER: pods have no more rights than the server needs, and what is written
// for them fits the image, the document and the server's flags.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { finish, manifests, parser } from './manifests.mjs';
import { amount, environmentOf, podsOf } from './pods.mjs';

const [modules, source, kubectl, server] = process.argv.slice(2);
const text = (file) => readFileSync(path.join(source, file), 'utf8');
const found = (file, expression) => {
  const match = expression.exec(text(file));
  assert.ok(match, `${file} has ${expression}`);
  return match.slice(1);
};

const [uid, gid] = found('docker/Dockerfile', /^USER (\d+):(\d+)$/m).map(Number);
const [port] = found('docker/Dockerfile', /^EXPOSE (\d+)$/m).map(Number);
const [folder] = found('docker/Dockerfile', /^VOLUME (\S+)$/m);
const help = spawnSync(server, ['--help'], { encoding: 'utf8' }).stdout;
const flags = new Set(help.match(/\bGASWORKS_\w+/g));
const usualDrainTime = Number(/--drain-time .*[=[](\d+)\b(?! -)/.exec(help)[1]);
// Seconds after SIGTERM in which the server ends, whatever happens (EndDeadline::beyond).
const longestEnd = (drainTime) => (Number(drainTime ?? usualDrainTime) * 4) / 3;
assert.ok(flags.has('GASWORKS_STATE'), 'the server tells its variables');
const storeVariables = new Set(text('docs/object-storage.md').match(/\bAWS_\w+/g));
const { paths } = parser(modules)(text('openapi.yaml'))[0];
const guides = text('docs/kubernetes.md') + text('docs/cloud-run.md');

/** Whatever would let a container be more than a process of its user's. */
function hasFewRights(pod, container, onCloudRun) {
  for (const name of ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace']) assert.equal(pod[name], undefined, name);
  assert.ok((pod.volumes ?? []).every((volume) => !volume.hostPath), 'nothing of the node');
  // Cloud Run gives no tokens, runs the image's user, and has no word for it.
  if (onCloudRun) return;
  assert.equal(pod.automountServiceAccountToken, false);
  assert.equal(pod.enableServiceLinks, false);
  const rights = { ...pod.securityContext, ...container.securityContext };
  assert.equal(rights.runAsNonRoot, true);
  assert.deepEqual([rights.runAsUser, rights.runAsGroup], [uid, gid], 'the user of the image');
  assert.equal(rights.allowPrivilegeEscalation, false);
  assert.equal(rights.readOnlyRootFilesystem, true);
  assert.deepEqual(rights.capabilities, { drop: ['ALL'] });
  assert.deepEqual(rights.seccompProfile, { type: 'RuntimeDefault' });
  assert.ok(!rights.privileged);
}

function hasProbes(container, onCloudRun) {
  const probes = { startupProbe: '/livez', livenessProbe: '/livez' };
  if (!onCloudRun) probes.readinessProbe = '/readyz';
  for (const [name, expected] of Object.entries(probes)) {
    const { httpGet, periodSeconds, timeoutSeconds = 1 } = container[name];
    assert.equal(httpGet.path, expected, name);
    assert.ok(paths[httpGet.path].get && paths[httpGet.path].servers[0].url === '/', `${httpGet.path} is of the document`);
    assert.deepEqual(paths[httpGet.path].get.security, [], `${httpGet.path} needs no credentials`);
    const named = container.ports.find(({ name: candidate, containerPort }) => [candidate, containerPort].includes(httpGet.port));
    assert.equal(named?.containerPort, port, `${name} asks the server's port`);
    assert.ok(timeoutSeconds <= periodSeconds, name);
  }
}

/** What is written of variables is what the server knows and takes. */
function hasVariables(environment, container) {
  for (const name of Object.keys(environment)) {
    assert.ok(name.startsWith('GASWORKS_') ? flags.has(name) : storeVariables.has(name), `${name} is a variable of the server's`);
  }
  for (const name of ['PORT', 'GASWORKS_PORT', 'GASWORKS_HOST', 'GASWORKS_DATA_DIR']) assert.equal(environment[name], undefined, `${name} is the image's, or the platform's`);
  assert.equal(Number(environment.GASWORKS_THREADS), Number(container.resources.limits.cpu));
  // It reads all flags, and then asks a server that is not there.
  const { status, stderr } = spawnSync(server, ['--check-health', '--port', '1'],
    { encoding: 'utf8', env: { ...environment, HOME: '/nonexistent' } });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /port 1 of/);
}

/** Who may use it is asked: the service is not alone on its network. */
function asksForCredentials(environment, pod, container, isDeployment) {
  const mount = container.volumeMounts.find(({ mountPath }) => environment.GASWORKS_AUTH_FILE.startsWith(`${mountPath}/`));
  const { secret } = pod.volumes.find(({ name }) => name === mount.name);
  assert.equal(secret.secretName, 'gasworks-users');
  assert.ok(!secret.optional);
  if (!isDeployment) return;
  assert.equal(secret.defaultMode & 0o007, 0, 'what everybody can read the server warns of');
  assert.equal(pod.securityContext.fsGroup, gid, 'the user reads it through the group');
}

/** One server owns a folder that stays, or any number share a store and have a cache that goes. */
function keepsState(name, objects, { owner, pod, isDeployment }, environment, container) {
  const mount = container.volumeMounts.find(({ mountPath }) => mountPath === folder);
  const volume = pod.volumes.find((candidate) => candidate.name === mount.name);
  const kinds = objects.map(({ kind }) => kind);
  if (!environment.GASWORKS_STATE) {
    assert.ok(kinds.includes('PersistentVolumeClaim') && volume.persistentVolumeClaim, 'the state stays');
    assert.equal(owner.spec.replicas, 1);
    assert.equal(owner.spec.strategy.type, 'Recreate');
    assert.ok(!kinds.includes('HorizontalPodAutoscaler') && !kinds.includes('PodDisruptionBudget'));
    return;
  }
  const needed = amount(environment.GASWORKS_MAX_CACHE) + 2 * amount(environment.GASWORKS_MAX_ARCHIVE);
  assert.ok(amount(volume.emptyDir.sizeLimit) >= needed, `${name}: the cache, an archive, and what is in it have room`);
  if (volume.emptyDir.medium === 'Memory') {
    const left = amount(container.resources.limits.memory) - amount(volume.emptyDir.sizeLimit);
    assert.ok(left >= 2 * amount(environment.GASWORKS_MAX_TRAINING_MEMORY) * Number(environment.GASWORKS_MAX_TRAININGS), 'trainings have memory beside the volume');
  }
  if (!isDeployment) return;
  assert.equal(owner.spec.replicas, undefined, 'the autoscaler decides');
  assert.equal(owner.spec.strategy.rollingUpdate.maxUnavailable, 0);
  assert.ok(amount(container.resources.limits['ephemeral-storage']) > amount(volume.emptyDir.sizeLimit));
  assert.ok(pod.topologySpreadConstraints.length > 0);
  const scaler = objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler').spec;
  assert.deepEqual(scaler.scaleTargetRef, { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name });
  assert.ok(scaler.minReplicas >= 2 && container.resources.requests.cpu, 'of which a share is measured');
  assert.ok(objects.find(({ kind }) => kind === 'PodDisruptionBudget').spec.maxUnavailable >= 1, 'nodes can be emptied');
}

/** What of a Deployment's surroundings is found by labels and names. */
function fitsTogether(objects, { pod, labels }, environment, container) {
  const selects = (selector) => Object.entries(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value);
  const of = (kind) => objects.filter((object) => object.kind === kind);
  const ports = Object.fromEntries(container.ports.map(({ name, containerPort }) => [name, containerPort]));
  assert.deepEqual(ports, { http: port, metrics: Number(environment.GASWORKS_METRICS_PORT) });
  const [service] = of('Service');
  assert.ok(selects(service.spec.selector));
  assert.ok(service.spec.ports.every(({ targetPort }) => targetPort === 'http'), 'metrics are not in the service');
  for (const { spec } of of('PodDisruptionBudget')) assert.ok(selects(spec.selector.matchLabels));
  for (const { labelSelector } of pod.topologySpreadConstraints ?? []) assert.ok(selects(labelSelector.matchLabels));
  const [account] = of('ServiceAccount');
  assert.equal(pod.serviceAccountName, account.metadata.name);
  assert.equal(account.automountServiceAccountToken, false);

  const policies = of('NetworkPolicy').filter(({ spec }) => selects(spec.podSelector.matchLabels));
  assert.deepEqual([...new Set(policies.flatMap(({ spec }) => spec.policyTypes))].sort(), ['Egress', 'Ingress']);
  for (const { spec } of policies) {
    for (const { from, ports: to } of spec.ingress ?? []) {
      assert.ok(from?.length > 0, 'nobody is let in whom the policy does not name');
      assert.ok(to.every(({ port: name }) => name in ports));
    }
    for (const { to, ports: at } of spec.egress ?? []) {
      if (at.every(({ port: number }) => number === 53)) continue;
      for (const { ipBlock } of to) {
        if (ipBlock?.cidr === '0.0.0.0/0') assert.ok(['10.0.0.0/8', '169.254.0.0/16'].every((inside) => ipBlock.except.includes(inside)));
      }
    }
  }
}

const all = manifests({ modules, kubectl, source });
for (const [name, objects] of Object.entries(all.deployments)) {
  const pods = podsOf(objects);
  const { pod, isDeployment } = pods;
  assert.equal(pod.containers.length, 1, name);
  const [container] = pod.containers;
  const secrets = [];
  const environment = environmentOf(container, objects, ({ name: secret }) => {
    secrets.push(secret);
    return 'of a secret';
  });
  const check = (what) => {
    try {
      what();
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
  };
  const onCloudRun = name === 'cloud-run';
  check(() => hasFewRights(pod, container, onCloudRun));
  check(() => hasProbes(container, onCloudRun));
  check(() => hasVariables(environment, container));
  check(() => asksForCredentials(environment, pod, container, isDeployment));
  check(() => keepsState(name, objects, pods, environment, container));
  check(() => {
    for (const secret of [...secrets, 'gasworks-users']) assert.match(guides, new RegExp(`create .*\\b${secret}\\b`), `the guides make ${secret}`);
    for (const { name: mounted } of container.volumeMounts) assert.ok(pod.volumes.some((volume) => volume.name === mounted), mounted);
    assert.ok(container.resources.limits.memory);
    assert.equal(container.image === 'gasworks', name !== 'docs/kubernetes.md', 'the placeholder is replaced by those who deploy');
  });
  if (isDeployment) {
    check(() => fitsTogether(objects, pods, environment, container));
    const end = longestEnd(environment.GASWORKS_DRAIN_TIME);
    check(() => assert.ok(pod.terminationGracePeriodSeconds > container.lifecycle.preStop.sleep.seconds + end,
      `the server has ${end} s after the pause before its end`));
  } else {
    check(() => assert.deepEqual(container.ports, [{ name: 'http1', containerPort: port }]));
    // Its SIGKILL comes after ten seconds.
    if (onCloudRun) check(() => assert.ok(longestEnd(environment.GASWORKS_DRAIN_TIME) < 10, 'the end is before the kill'));
  }
}
finish(all, `ok: ${Object.keys(all.deployments).join(', ')}`);
