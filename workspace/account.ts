/** Who is signed in, as a signal. */
import {signal} from "@preact/signals";
import type {Account} from "#notebooks";
import {HttpError} from "./api/http.ts";
import {resources} from "./api/resources.ts";

export type SignedIn =
  | {readonly status: "asking"}
  | {readonly status: "in"; readonly account: Account}
  | {readonly status: "out"}
  | {readonly status: "unreachable"; readonly message: string};

export const signedIn = signal<SignedIn>({status: "asking"});

export async function findAccount(): Promise<void> {
  try {
    signedIn.value = {status: "in", account: await resources.whoAmI()};
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    signedIn.value = error.problem.status === 401 ? {status: "out"} : {status: "unreachable", message: error.message};
  }
}

export function enter(account: Account): void {
  signedIn.value = {status: "in", account};
}

export function leave(): void {
  signedIn.value = {status: "out"};
}
