// Starts the program with what V8 made of its text when the image was built, so that none of it is compiled again. V8
// checks that the cache fits, and compiles the text as ever if it does not. The program is in several scripts: what is
// not asked for is not loaded.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const loaded = new Map();

/** What the script `name` exports. */
function load(name) {
  const known = loaded.get(name);
  if (known) return known.exports;
  const made = { exports: {} };
  loaded.set(name, made);
  const filename = `${__dirname}/${name}.js`;
  const cachedData = readFileSync(`${__dirname}/${name}.cache`);
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
  script.runInThisContext()(find, made, made.exports, __dirname);
  return made.exports;
}

/** One of Node's modules, or `./SCRIPT/PART`. */
function find(path) {
  if (!path.startsWith('./')) return require(path);
  const [name, part] = path.slice(2).split('/');
  return load(name)[part];
}

load('program');
