/** Adam (Kingma & Ba 2015): steps along the mean slope divided by its usual size; slopes of all parameters together are cut to length 1. */
import type {ParameterSet} from "./parameters.ts";

const [fade, fadeOfSquares, least] = [0.9, 0.999, 1e-8];
const longestSlope = 1;

export class Adam {
  readonly #parameters: ParameterSet;
  readonly #means: readonly Float64Array[];
  readonly #squares: readonly Float64Array[];
  #steps = 0;

  constructor(parameters: ParameterSet) {
    this.#parameters = parameters;
    this.#means = parameters.all.map(({data}) => new Float64Array(data.length));
    this.#squares = parameters.all.map(({data}) => new Float64Array(data.length));
  }

  /** One step; the gradients are 0 afterwards. */
  step(rate: number): void {
    this.#steps += 1;
    let sum = 0;
    for (const {gradient} of this.#parameters.all) for (let i = 0; i < gradient!.length; i += 1) sum += gradient![i]! * gradient![i]!;
    const cut = Math.min(1, longestSlope / (Math.sqrt(sum) + 1e-12));
    const toMean = 1 / (1 - fade ** this.#steps);
    const toSquare = 1 / (1 - fadeOfSquares ** this.#steps);
    this.#parameters.all.forEach(({data, gradient}, k) => {
      const mean = this.#means[k]!;
      const square = this.#squares[k]!;
      for (let i = 0; i < data.length; i += 1) {
        const slope = gradient![i]! * cut;
        mean[i] = fade * mean[i]! + (1 - fade) * slope;
        square[i] = fadeOfSquares * square[i]! + (1 - fadeOfSquares) * slope * slope;
        data[i] = data[i]! - (rate * mean[i]! * toMean) / (Math.sqrt(square[i]! * toSquare) + least);
      }
      gradient!.fill(0);
    });
  }
}
