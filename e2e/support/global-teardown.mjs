export default async function teardown() {
  await globalThis.foyerGateway?.remove();
}
