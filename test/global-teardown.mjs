/** Stops the cluster, or drops the templates, that test/global-setup.mjs made. */
export default async function tearDown() {
  await globalThis.assentTearDown?.();
}
