/** @file The version the build put in, for components, whose linter does not see the build's globals. */
export const APP_VERSION: string = __APP_VERSION__;
