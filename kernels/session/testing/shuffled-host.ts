/** A host for tests that makes cells run in another order, to show that nothing depends on it. */
import {createHash} from "node:crypto";
import type {Kernel, KernelHost} from "#kernels/host";

/** A host whose kernels get their cells one by one in another order, from a sequence of numbers that a text decides. */
export function shuffling(host: KernelHost, text: string): KernelHost {
  const toOrder = (id: number): string => createHash("sha256").update(`${text} ${id}`).digest("hex");
  return {
    ...host,
    open: async (...given) => {
      const kernel = await host.open(...given);
      const shuffled: Pick<Kernel, "define"> = {
        define: (cells) => {
          const order = cells.toSorted((a, b) => (toOrder(a.compiled.id) < toOrder(b.compiled.id) ? -1 : 1));
          for (const cell of order) kernel.define([cell]);
        },
      };
      return new Proxy(kernel, {
        get: (target, name) => {
          if (name === "define") return shuffled.define;
          const value: unknown = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  };
}
