/** What runs cells, one for the server: the kernels' host and the compiler. */
import {createCompiler} from "#kernels/compile";
import type {Compiler} from "#kernels/compile";
import {createKernelHost} from "#kernels/host";
import type {KernelHost, Limits} from "#kernels/host";

export interface Engine {
  readonly host: KernelHost;
  readonly compiler: Compiler;
  close(): Promise<void>;
}

/** `limits`: what sessions will ask for, so that the warm spare fits them. */
export async function createEngine(limits: Limits): Promise<Engine> {
  const host = await createKernelHost({limits});
  const compiler = createCompiler();
  return {
    host,
    compiler,
    async close() {
      await Promise.all([host.close(), compiler.close()]);
    },
  };
}
