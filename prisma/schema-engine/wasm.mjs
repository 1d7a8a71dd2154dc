import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);

/**
 * Loads Prisma's schema engine. The package's own entry imports the `.wasm` file as a module, which
 * Node 20 cannot do, so the same bindings are wired by hand.
 *
 * @returns {typeof bindings.SchemaEngine}
 */
export function loadSchemaEngine() {
  const folder = path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const code = fs.readFileSync(path.join(folder, 'schema_engine_bg.wasm'));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), {
    './schema_engine_bg.js': { ...bindings },
  });
  // The engine reports a Rust panic through this global before it traps.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: reportPanic } });
  const { __wbg_set_wasm: connect } =
    /** @type {{ __wbg_set_wasm: (exports: WebAssembly.Exports) => void }} */ (
      /** @type {unknown} */ (bindings)
    );
  connect(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') start();
  return bindings.SchemaEngine;
}

/** @param {string} message */
function reportPanic(message) {
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', fields: { message } })}\n`);
}
