/** What runs cells, one for the server: the kernels' host and the compiler. */
import {createCompiler} from "#kernels/compile";
import type {Compiler} from "#kernels/compile";
import {createKernelHost} from "#kernels/host";
import type {KernelHost} from "#kernels/host";

export interface Engine {
  readonly host: KernelHost;
  readonly compiler: Compiler;
  close(): Promise<void>;
}

export async function createEngine(): Promise<Engine> {
  const compiler = await createCompiler();
  const host = await createKernelHost();
  return {
    host,
    compiler,
    async close() {
      await Promise.all([host.close(), compiler.close()]);
    },
  };
}
