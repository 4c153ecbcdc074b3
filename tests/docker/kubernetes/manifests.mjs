// The objects that a cluster would be given.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Documents of a YAML text, without empty ones. */
export function parser(modules) {
  const { loadAll } = createRequire(path.join(modules, 'x.js'))('js-yaml');
  return (text) => loadAll(text).filter((document) => document);
}

/** The oldest kubectl whose kustomize knows what is used here; Debian 12's is 1.20. */
const oldest = 21;

/** Why kubectl can't render; nothing where it can. */
function objectionTo(kubectl) {
  if (!kubectl) return 'kubectl is not installed';
  const { clientVersion } = JSON.parse(execFileSync(kubectl, ['version', '--client', '--output', 'json'], { encoding: 'utf8' }));
  return Number.parseInt(clientVersion.minor, 10) < oldest && clientVersion.major === '1'
    ? `kubectl is ${clientVersion.gitVersion}; its kustomize is too old before 1.${oldest}` : undefined;
}

/** The blocks of YAML in a page, each with the file that its first line names: # NAME.yaml */
function blocks(page) {
  return [...readFileSync(page, 'utf8').matchAll(/^```yaml\n# (\S+\.yaml)\n([\s\S]*?)^```$/gm)].map(([, name, text]) => ({ name, text }));
}

/** The overlay of one's own that a page shows, as it would be beside the source tree. */
function renderPage(page, source, render) {
  const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-overlay-'));
  try {
    const shown = blocks(page);
    if (!shown.some(({ name }) => name === 'kustomization.yaml')) throw new Error(`${page} shows no kustomization.yaml`);
    for (const { name, text } of shown) {
      writeFileSync(path.join(folder, name), text.replaceAll('../gasworks/', `${path.relative(folder, source)}/`));
    }
    return render(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What there is to check: { deployments: { name: [object...] }, loose: [object...], skipped }. Where kubectl can't render,
 * `skipped` says why, and the objects of the overlays are among the loose ones, as their files have them.
 */
export function manifests({ modules, kubectl, source }) {
  const parse = parser(modules);
  const read = (file) => parse(readFileSync(file, 'utf8'));
  const found = { deployments: {}, loose: [], skipped: objectionTo(kubectl) };
  for (const name of ['knative', 'cloud-run']) found.deployments[name] = read(path.join(source, 'docker', name, 'service.yaml'));
  const kubernetes = path.join(source, 'docker/kubernetes');
  if (found.skipped) {
    for (const folder of ['base', 'single', 'shared']) {
      for (const file of readdirSync(path.join(kubernetes, folder))) {
        if (!/\.yaml$/.test(file) || /^kustomization|-patch/.test(file)) continue;
        found.loose.push(...read(path.join(kubernetes, folder, file)));
      }
    }
    return found;
  }
  const render = (folder) => parse(execFileSync(kubectl, ['kustomize', folder], { encoding: 'utf8' }));
  for (const overlay of ['single', 'shared']) found.deployments[overlay] = render(path.join(kubernetes, overlay));
  found.deployments['docs/kubernetes.md'] = renderPage(path.join(source, 'docs/kubernetes.md'), source, render);
  return found;
}

/** Ends the test as skipped where part of it could not be done. */
export function finish({ skipped }, text) {
  console.log(text);
  if (skipped) console.log(`skipped the overlays: ${skipped}`);
  process.exit(skipped ? 77 : 0);
}
