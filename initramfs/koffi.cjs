// koffi in the image: its native part lies beside the bundle, so there is nothing to search for.
process.dlopen(module, `${__dirname}/koffi.node`);
