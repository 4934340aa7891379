using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Fit.Tests.Identity;

[TestFixture]
public sealed class IdentityChecksTests
{
    [Test]
    public async Task Start_StampUnderAnotherName_SaysWhatToDo()
    {
        OptionsValidationException? exception = await Assert.ThrowsAsync<OptionsValidationException>(() => IdentityApp.StartAsync(services =>
        {
            IdentityApp.Usual(services);
            services.Configure<IdentityOptions>(options => options.ClaimsIdentity.SecurityStampClaimType = "stamp");
        }));

        Assert.That(exception!.Message, Does.Contain("SecurityStampClaimType").And.Contain("Write for example \"AspNet.Identity.SecurityStamp\""));
    }
}
