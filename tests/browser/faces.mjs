// Pictures for the browser tests.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Real faces where they are at hand, else faces that draw_faces draws into `folder`: an archive, one of its pictures, and more. */
export function faces(folder) {
  const shared = process.env.SHARED_DATA;
  if (existsSync(path.join(shared, 'lfw7.tgz'))) {
    return { archive: path.join(shared, 'lfw7.tgz'), picture: path.join(shared, 'example_image.jpg'), minFaces: 70, real: true };
  }
  const drawn = path.join(folder, 'faces');
  execFileSync(process.env.DRAW_FACES, [drawn, '4', '12']);
  const archive = path.join(folder, 'faces.tgz');
  execFileSync('tar', ['-czf', archive, '-C', folder, 'faces']);
  const person = readdirSync(drawn).sort()[0];
  const picture = path.join(drawn, person, readdirSync(path.join(drawn, person)).sort()[0]);
  return { archive, picture, minFaces: 10, real: false };
}

/** A folder of drawn faces, a folder for each person. */
export function drawnPeople(folder, people, pictures) {
  const drawn = path.join(folder, `people-${people}`);
  execFileSync(process.env.DRAW_FACES, [drawn, String(people), String(pictures)]);
  return readdirSync(drawn).sort().map((name) => ({ name, folder: path.join(drawn, name), files: readdirSync(path.join(drawn, name)).sort() }));
}
