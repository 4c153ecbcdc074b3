// What the tests ask of pods, whatever makes them.

/** The object that makes pods, and their template: a Deployment's or a Knative service's. */
export function podsOf(objects) {
  const [owner, ...others] = objects.filter(({ spec }) => spec?.template?.spec?.containers);
  if (!owner || others.length > 0) throw new Error('one object makes pods');
  return { owner, pod: owner.spec.template.spec, labels: owner.spec.template.metadata.labels, isDeployment: owner.kind === 'Deployment' };
}

/** The amount that Kubernetes or a flag writes as 2Gi, 2GB (both 1024-based here) or 2. */
export function amount(text) {
  const [, number, unit] = /^(\d+)(?:([KMGT])i?B?)?$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`'${text}' is no amount`);
  return Number(number) * 1024 ** (unit ? 'KMGT'.indexOf(unit) + 1 : 0);
}

/**
 * The container's environment: { NAME: value }, as the cluster makes it. What comes of a secret is asked of `secret`, which
 * is given its name and key.
 */
export function environmentOf(container, objects, secret) {
  const environment = {};
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef.name);
    if (!map) throw new Error(`there is no ConfigMap ${configMapRef.name}`);
    Object.assign(environment, map.data);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (value !== undefined) environment[name] = value;
    else if (valueFrom.secretKeyRef) environment[name] = secret(valueFrom.secretKeyRef);
    else environment[name] = container.resources.limits[valueFrom.resourceFieldRef.resource.replace(/^limits\./, '')];
    if (typeof environment[name] !== 'string') throw new Error(`${name} has no value`);
  }
  return environment;
}
