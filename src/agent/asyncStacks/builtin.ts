import type * as Inspector from 'node:inspector';
import * as modules from 'node:module';
import type * as V8 from 'node:v8';
import type * as Vm from 'node:vm';

const requireBuiltin = modules.createRequire(process.execPath);

/** Modules of Node, loaded when they are needed: most programs are never asked, and one may lack the inspector. */
export const builtin = {
  inspector: () => requireBuiltin('node:inspector') as typeof Inspector,
  v8: () => requireBuiltin('node:v8') as typeof V8,
  vm: () => requireBuiltin('node:vm') as typeof Vm,
};
