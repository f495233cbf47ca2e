// Starts the program with what V8 made of its text when the image was built, so that none of it is compiled again. V8
// checks that the cache fits, and compiles the text as ever if it does not.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const filename = `${__dirname}/program.js`;
const cachedData = readFileSync(`${__dirname}/program.cache`);
const program = new Script(readFileSync(filename, 'utf8'), { filename, cachedData });
program.runInThisContext()(require, module, __dirname);
