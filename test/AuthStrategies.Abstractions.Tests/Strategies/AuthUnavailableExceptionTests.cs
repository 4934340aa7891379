namespace AuthStrategies.Tests.Strategies;

[TestFixture]
public sealed class AuthUnavailableExceptionTests
{
    [Test]
    public void Base_StoreExceptions_AreCaughtByIt()
    {
        Assert.That(new SessionStoreException("store"), Is.InstanceOf<AuthUnavailableException>());
        Assert.That(new JwtKeyStoreException("keys"), Is.InstanceOf<AuthUnavailableException>());
    }

    [Test]
    public void Derived_ByTheApplication_KeepsMessageAndCause()
    {
        IOException cause = new("cut");

        AuthUnavailableException exception = new DirectoryUnavailableException("The directory is down.", cause);

        Assert.That(exception.Message, Is.EqualTo("The directory is down."));
        Assert.That(exception.InnerException, Is.SameAs(cause));
    }

#pragma warning disable CA1032 // It is made in one way only.
    private sealed class DirectoryUnavailableException(string message, Exception cause) : AuthUnavailableException(message, cause);
}
