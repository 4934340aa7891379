using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.KeyStores;

/// <summary>A backend that fails is neither a yes nor a no.</summary>
internal static class KeyStoreFailureCases
{
    public static IEnumerable<JwtKeyStoreCase> All =>
    [
        new("Any_BackendFails_ThrowsWithTheOriginalInside", "Every failure is a JwtKeyStoreException with the original exception inside; the store works again when the backend does.", ["F-33"], async h =>
        {
            IJwtKeyStore store = h.OpenStore();
            Check.That(await store.TrySaveAsync("Jwt", DocumentCases.Document(1), default), "the first document was not saved");
            await h.BreakAsync!(default);
            await ThrowsAsync(async () => await store.LoadAsync("Jwt", default), "loading");
            await ThrowsAsync(async () => await store.TrySaveAsync("Jwt", DocumentCases.Document(2), default), "saving the next version");
            await ThrowsAsync(async () => await store.TrySaveAsync("Other", DocumentCases.Document(1), default), "saving a first version");
            await h.RepairAsync!(default);
            await DocumentCases.IsAsync(store, DocumentCases.Document(1), "after the repair");
            Check.That(await store.TrySaveAsync("Jwt", DocumentCases.Document(2), default), "nothing is saved after the repair");
        }, needsFailure: true),
    ];

    private static async Task ThrowsAsync(Func<Task> call, string what)
    {
        try
        {
            await call();
        }
        catch (JwtKeyStoreException exception)
        {
            Check.That(exception.InnerException is not null, $"{what}: the JwtKeyStoreException has no inner exception");
            return;
        }
        catch (Exception other)
        {
            throw new ConformanceException($"{what}: expected JwtKeyStoreException, was {other.GetType().Name}", other);
        }

        throw new ConformanceException($"{what}: expected JwtKeyStoreException, nothing was thrown");
    }
}
