import * as modules from 'node:module';

const requireBuiltin = modules.createRequire(process.execPath);

/** A module of Node, loaded when it is needed: most programs are never asked, and one may lack the inspector. */
export const builtin = <M>(name: `node:${string}`): M => requireBuiltin(name) as M;
