/** Passwords: hashed with Argon2id at OWASP's parameters, and compared in the same time whether there is an account or not. */
import {hash, verify} from "@node-rs/argon2";

/** The library's default algorithm is Argon2id. */
const parameters = {memoryCost: 19_456, timeCost: 2, parallelism: 1};

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), parameters);
}

let nobody: Promise<string> | null = null;

/** Whether the password belongs to the hash; without a hash it works as long and says no. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  nobody ??= hashPassword("the password of no account");
  const same = await verify(passwordHash ?? (await nobody), password.normalize("NFKC"));
  return same && passwordHash !== null;
}
