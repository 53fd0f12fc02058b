// Preloaded (`--import`): tells on stderr, at the end, how often each file was opened to be read.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const counts = new Map();
const count = (path) => counts.set(String(path), (counts.get(String(path)) ?? 0) + 1);
for (const [home, name] of [
  [fs.promises, 'open'],
  [fs.promises, 'readFile'],
  [fs, 'open'],
  [fs, 'openSync'],
  [fs, 'readFile'],
  [fs, 'readFileSync'],
  [fs, 'createReadStream'],
]) {
  const real = home[name];
  home[name] = (path, ...rest) => {
    count(path);
    return real.call(home, path, ...rest);
  };
}
syncBuiltinESMExports();
process.on('exit', () => fs.writeSync(2, JSON.stringify(Object.fromEntries(counts))));
