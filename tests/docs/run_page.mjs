// run_page.mjs PAGE [--write]: runs the commands of a page of docs/ in the order in which they stand, as one shell, against
// a server that has just begun, and compares what they print with what the page says. Numbers may be others: they depend on
// the machine. With --write the page says from then on what the commands printed.
//
// A command is a line of a ```console block that begins with "$ ", with the lines after it that begin with "> "; what
// follows is its output. Exits with 77 where the photographs that the commands need are not at hand.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../browser/running_server.mjs';

const [page, mode] = process.argv.slice(2);
const archive = path.join(process.env.SHARED_DATA, 'lfw7.tgz');
if (!existsSync(archive)) {
  console.log('skipped: the photographs are not at hand');
  process.exit(77);
}

/** The page as a list of texts that stay and of commands with their output. */
function parse(text) {
  const parts = [];
  let inside = false;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const last = parts.at(-1);
    if (line.startsWith('```')) inside = line === '```console';
    if (inside && line.startsWith('$ ')) parts.push({ command: [line.slice(2)], output: [] });
    else if (inside && line.startsWith('> ') && last?.command && last.output.length === 0) last.command.push(line.slice(2));
    else if (inside && last?.command) last.output.push(line);
    else parts.push({ text: line });
  }
  return parts;
}

const masked = (lines) => lines.map((line) => line.replace(/-?\d+(\.\d+)?(e[-+]?\d+)?/gi, '#').replace(/\s+/g, ' ').trim());

/** What each command printed; fails where one fails. */
function run(commands, base, folder) {
  const separator = '\u0001';
  const script = commands.map((command) => `${command.join('\n').replaceAll('http://127.0.0.1:8080', base)}\n`
    + `printf '${separator}%d${separator}' $?`).join('\n');
  const done = spawnSync('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: folder, encoding: 'utf8', timeout: 240_000, env: { ...process.env, PATH: `${process.env.BIN}:${process.env.PATH}` },
  });
  const pieces = done.stdout.split(separator);
  return commands.map((command, i) => {
    assert.equal(pieces[2 * i + 1], '0', `"${command.join(' ')}" failed: ${pieces[2 * i]}`);
    const output = pieces[2 * i].replaceAll(base, 'http://127.0.0.1:8080').replace(/\n$/, '');
    return output === '' ? [] : output.split('\n').map((line) => line.trimEnd());
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-page-'));
let server;
try {
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  const work = path.join(folder, 'work');
  mkdirSync(work);
  execFileSync(process.env.MAKE_PHOTOGRAPHS, [path.join(folder, 'lfw_funneled'), work]);
  server = await startServer(process.env.EIGENFACES_SERVER, [
    '--port', '0', '--data-dir', path.join(folder, 'data'), '--log-level', 'error',
  ]);
  const parts = parse(readFileSync(page, 'utf8'));
  const steps = parts.filter((part) => part.command);
  assert.ok(steps.length > 0, 'the page has commands');
  const outputs = run(steps.map((step) => step.command), server.base, work);
  if (mode === '--write') {
    steps.forEach((step, i) => { step.output = outputs[i]; });
    const lines = parts.flatMap((part) => (part.command
      ? [`$ ${part.command[0]}`, ...part.command.slice(1).map((line) => `> ${line}`), ...part.output] : [part.text]));
    writeFileSync(page, `${lines.join('\n')}\n`);
  } else {
    steps.forEach((step, i) => assert.deepEqual(masked(outputs[i]), masked(step.output), `the output of "${step.command.join(' ')}"`));
  }
  console.log(`${steps.length} commands of ${path.basename(page)} were run`);
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
