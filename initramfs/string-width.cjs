// string-width in the image: what is printable ASCII is as wide as it is long. For the rest the package itself is
// loaded when first asked, because it compiles expressions for every emoji there is, which takes as long as to start
// half of Node.
let everyScript;

module.exports = (text, options) => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  everyScript ??= require('../node_modules/string-width/index.js').default;
  return everyScript(text, options);
};
