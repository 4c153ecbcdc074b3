// Drawn faces, as an archive and as pictures to upload.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** { archive, pictures: [{ name, bytes, person }] }: two pictures of each person. */
export function drawFaces(program, folder, people, each) {
  const drawn = path.join(folder, 'faces');
  execFileSync(program, [drawn, String(people), String(each)]);
  const archive = path.join(folder, 'faces.tgz');
  execFileSync('tar', ['-czf', archive, '-C', folder, 'faces']);
  const pictures = readdirSync(drawn).sort().flatMap((person) => readdirSync(path.join(drawn, person)).sort().slice(0, 2)
    .map((name) => ({ name, bytes: readFileSync(path.join(drawn, person, name)), person: person.replaceAll('_', ' ') })));
  return { archive, pictures };
}
