/** The door of the session: one notebook being run. */
export * from "./session.ts";
export {createSession} from "./create-session.ts";
export {UnknownParameterError} from "./parameters.ts";
export {describeProgress, settleOrInterrupt, type VerifyOptions} from "./verify.ts";
export {verifyRecord} from "./verify-record.ts";
