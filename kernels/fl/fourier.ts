/**
 * Fast Fourier transform of complex numbers in place, of a length that is a power of two.
 *
 * X_k = Σ x_n e^(−2πi kn/N); the inverse has the other sign and is divided by N. Radix 2, roots from the table sin/cos once a length.
 * Relative error about 1e-16 · log₂N. Cost: O(N log N). Source: Cooley & Tukey 1965.
 */
export function transform(real: Float64Array, imaginary: Float64Array, inverse = false): void {
  const n = real.length;
  if (n < 1 || (n & (n - 1)) !== 0 || imaginary.length !== n) throw new RangeError(`a transform takes two arrays of one length that is a power of two, got ${n} and ${imaginary.length}`);
  reverseBits(real, imaginary);
  const half = n >> 1;
  const cosines = new Float64Array(half);
  const sines = new Float64Array(half);
  for (let k = 0; k < half; k += 1) {
    cosines[k] = Math.cos((2 * Math.PI * k) / n);
    sines[k] = (inverse ? 1 : -1) * Math.sin((2 * Math.PI * k) / n);
  }
  for (let size = 1; size < n; size *= 2) {
    const stride = half / size;
    for (let start = 0; start < n; start += 2 * size) {
      for (let k = 0, root = 0; k < size; k += 1, root += stride) {
        const low = start + k;
        const high = low + size;
        const re = real[high]! * cosines[root]! - imaginary[high]! * sines[root]!;
        const im = real[high]! * sines[root]! + imaginary[high]! * cosines[root]!;
        real[high] = real[low]! - re;
        imaginary[high] = imaginary[low]! - im;
        real[low] = real[low]! + re;
        imaginary[low] = imaginary[low]! + im;
      }
    }
  }
  if (!inverse) return;
  for (let i = 0; i < n; i += 1) {
    real[i] = real[i]! / n;
    imaginary[i] = imaginary[i]! / n;
  }
}

function reverseBits(real: Float64Array, imaginary: Float64Array): void {
  const n = real.length;
  for (let i = 1, j = 0; i < n; i += 1) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j]!, real[i]!];
    [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
  }
}
