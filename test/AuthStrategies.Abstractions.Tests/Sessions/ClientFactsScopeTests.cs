namespace AuthStrategies.Abstractions.Tests.Sessions;

[TestFixture]
public sealed class ClientFactsScopeTests
{
    private readonly ClientFacts _one = new() { UserAgent = "one" };
    private readonly ClientFacts _two = new() { UserAgent = "two" };

    [Test]
    public void Take_InScope_GivesTheSourceOnce()
    {
        using ClientFactsScope scope = new(_one);

        Assert.That(ClientFactsScope.Take()?.GetClient(), Is.SameAs(_one));
        Assert.That(ClientFactsScope.Take(), Is.Null);
    }

    [Test]
    public void Take_OutsideOfAScope_IsNull()
    {
        using (new ClientFactsScope(_one))
        {
        }

        Assert.That(ClientFactsScope.Take(), Is.Null);
    }

    [Test]
    public void Take_InnerScope_IsItsOwnAndThenTheOuterOne()
    {
        using ClientFactsScope outer = new(_one);
        using (new ClientFactsScope(_two))
            Assert.That(ClientFactsScope.Take(), Is.SameAs(_two));

        Assert.That(ClientFactsScope.Take(), Is.SameAs(_one));
    }

    [Test]
    public void Take_InnerScopeWithoutAClient_DoesNotSeeTheOuterOne()
    {
        using ClientFactsScope outer = new(_one);
        using ClientFactsScope inner = new(null);

        Assert.That(ClientFactsScope.Take(), Is.Null);
    }

    [Test]
    public void Scope_AndTake_AllocateNothing()
    {
        // The first use makes the field of the thread.
        _ = ClientFactsScope.Take();
        long allocated = Allocations.Least(() =>
        {
            using (new ClientFactsScope(_one))
                ClientFactsScope.Take();
        });

        Assert.That(allocated, Is.Zero);
    }
}
