/** The routes of accounts and sessions: sign up, sign in, who am I, sign out, sign out everywhere, delete the account. */
import {Router} from "express";
import {z} from "zod";
import type {Account} from "#notebooks";
import {described} from "../http/described.ts";
import {Problem} from "../http/problem.ts";
import {accountSchema} from "../http/resources.ts";
import {isControlCharacter, validate} from "../http/validate.ts";
import type {OwnerId} from "../store/schema.ts";
import {normaliseEmail} from "./account-store.ts";
import type {AccountStore, OwnAccount} from "./account-store.ts";
import type {Attempts} from "./attempts.ts";
import {hashPassword, isPassword} from "./password.ts";
import {accountOf} from "./sign-in.ts";
import type {SignIns} from "./sign-in.ts";
import type {SignInStore} from "./sign-in-store.ts";

const email = z.string("must be text").trim().max(254, "must have at most 254 characters").pipe(z.email("must be an e-mail address"));
const credentials = z.strictObject({email, password: z.string("must be text").min(1, "must not be empty").max(200, "must have at most 200 characters")});
const deletion = credentials.pick({password: true});
const newAccount = z.strictObject({
  email,
  password: z.string("must be text").min(10, "must have at least 10 characters").max(200, "must have at most 200 characters"),
  name: z
    .string("must be text")
    .trim()
    .min(1, "must not be empty")
    .max(100, "must have at most 100 characters")
    .refine((text) => !isControlCharacter.test(text), "must not have control characters")
    .optional(),
});

interface Parts {
  readonly accounts: AccountStore;
  readonly attempts: Attempts;
  readonly signIns: SignIns;
  readonly store: SignInStore;
  /** Gives a new account its first notebook. */
  welcome(account: OwnerId): Promise<void>;
  /** Closes the sockets of one session, or of all of an account's. */
  closeSockets(account: OwnerId, sessionId: string | null): void;
  /** Closes the notebooks of an account that is no more. */
  closeNotebooks(account: OwnerId): Promise<void>;
}

export function accountRoutes({accounts, attempts, signIns, store, welcome, closeSockets, closeNotebooks}: Parts): Router {
  const router = Router();

  router.post("/accounts", described({summary: "Sign up", scope: null, isOpen: true, body: newAccount, status: 201, answer: accountSchema}), async (request, response) => {
    const given = validate(newAccount, request.body);
    await attempts.signUp(request.ip ?? "");
    const passwordHash = await hashPassword(given.password);
    const account = accounts.create(given.email, given.name ?? given.email.slice(0, given.email.lastIndexOf("@")), passwordHash);
    if (!account) {
      const message = "there is an account with this address";
      throw new Problem("email-taken", `${message}: sign in, or take another address`, {fields: {email: message}});
    }
    await welcome(account.id);
    await signIns.signIn(request, account);
    response.status(201).json(toAccount(account));
  });

  router.post("/session", described({summary: "Sign in", scope: null, isOpen: true, body: credentials, status: 201, answer: accountSchema}), async (request, response) => {
    request.body = validate(credentials, request.body);
    const address = request.ip ?? "";
    const name = normaliseEmail((request.body as {email: string}).email);
    await attempts.check(name, address);
    try {
      const account = await signIns.authenticate(request, response);
      await attempts.succeeded(name);
      await signIns.signIn(request, account);
      response.status(201).json(toAccount(account));
    } catch (error) {
      if (error instanceof Problem && error.code === "wrong-credentials") await attempts.failed(name, address);
      throw error;
    }
  });

  router.get("/session", described({summary: "Who is signed in, or whose API key it is", scope: "read", answer: accountSchema}), (request, response) => {
    response.json(toAccount(accountOf(request)));
  });

  router.delete("/session", described({summary: "Sign out", scope: null, isOpen: true, status: 204}), async (request, response) => {
    if (request.user) closeSockets(request.user.id, request.sessionID);
    await signIns.signOut(request, response);
    response.status(204).end();
  });

  router.delete("/sessions", described({summary: "Sign out everywhere", scope: null, status: 204}), async (request, response) => {
    const {id} = accountOf(request);
    store.endAll(id);
    closeSockets(id, null);
    await signIns.signOut(request, response);
    response.status(204).end();
  });

  const deleting = {summary: "Delete the account with everything that is its own; what it published says that it is gone", scope: null, body: deletion, status: 204} as const;
  router.delete("/account", described(deleting), async (request, response) => {
    const {id, email: name} = accountOf(request);
    const {password} = validate(deletion, request.body);
    await attempts.check(name, request.ip ?? "");
    if (!(await isPassword(password, accounts.findByEmail(name)?.passwordHash ?? null))) {
      await attempts.failed(name, request.ip ?? "");
      throw new Problem("wrong-credentials", "that is not the password of this account", {fields: {password: "is another"}});
    }
    accounts.delete(id);
    closeSockets(id, null);
    await closeNotebooks(id);
    await signIns.signOut(request, response);
    response.status(204).end();
  });

  return router;
}

function toAccount({id, email, name}: OwnAccount): Account {
  return {id, email, name};
}
