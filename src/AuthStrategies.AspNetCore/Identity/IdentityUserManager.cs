using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>
/// Identity's user manager, which ends the user's other sessions at once when Identity renews the security stamp. Identity
/// itself compares the stamp only with its own cookie, which is not used here.
/// </summary>
/// <remarks>
/// A lockout ends no session, as in Identity itself: anyone can cause one with wrong passwords. First the user is changed,
/// then sessions are ended, so that a session that starts in between with the old password ends too.
/// </remarks>
internal sealed class IdentityUserManager<TUser>(
    IUserStore<TUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<TUser> hasher,
    IEnumerable<IUserValidator<TUser>> userValidators,
    IEnumerable<IPasswordValidator<TUser>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<UserManager<TUser>> logger,
    OtherSessions sessions)
    : UserManager<TUser>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
    where TUser : class
{
    public override async Task<IdentityResult> AddPasswordAsync(TUser user, string password) =>
        await EndOthersAsync(user, await base.AddPasswordAsync(user, password).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> ChangePasswordAsync(TUser user, string currentPassword, string newPassword) =>
        await EndOthersAsync(user, await base.ChangePasswordAsync(user, currentPassword, newPassword).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> ResetPasswordAsync(TUser user, string token, string newPassword) =>
        await EndOthersAsync(user, await base.ResetPasswordAsync(user, token, newPassword).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> RemovePasswordAsync(TUser user) =>
        await EndOthersAsync(user, await base.RemovePasswordAsync(user).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> UpdateSecurityStampAsync(TUser user) =>
        await EndOthersAsync(user, await base.UpdateSecurityStampAsync(user).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetUserNameAsync(TUser user, string? userName) =>
        await EndOthersAsync(user, await base.SetUserNameAsync(user, userName).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetEmailAsync(TUser user, string? email) =>
        await EndOthersAsync(user, await base.SetEmailAsync(user, email).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> ChangeEmailAsync(TUser user, string newEmail, string token) =>
        await EndOthersAsync(user, await base.ChangeEmailAsync(user, newEmail, token).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetPhoneNumberAsync(TUser user, string? phoneNumber) =>
        await EndOthersAsync(user, await base.SetPhoneNumberAsync(user, phoneNumber).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> ChangePhoneNumberAsync(TUser user, string phoneNumber, string token) =>
        await EndOthersAsync(user, await base.ChangePhoneNumberAsync(user, phoneNumber, token).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetTwoFactorEnabledAsync(TUser user, bool enabled) =>
        await EndOthersAsync(user, await base.SetTwoFactorEnabledAsync(user, enabled).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> ResetAuthenticatorKeyAsync(TUser user) =>
        await EndOthersAsync(user, await base.ResetAuthenticatorKeyAsync(user).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> RemoveLoginAsync(TUser user, string loginProvider, string providerKey) =>
        await EndOthersAsync(user, await base.RemoveLoginAsync(user, loginProvider, providerKey).ConfigureAwait(false)).ConfigureAwait(false);

    public override async Task<IdentityResult> DeleteAsync(TUser user)
    {
        string userId = await GetUserIdAsync(user).ConfigureAwait(false);
        IdentityResult result = await base.DeleteAsync(user).ConfigureAwait(false);
        if (result.Succeeded)
            await sessions.EndAllAsync(userId).ConfigureAwait(false);
        return result;
    }

    private async Task<IdentityResult> EndOthersAsync(TUser user, IdentityResult result)
    {
        if (result.Succeeded)
            await sessions.EndAsync(await GetUserIdAsync(user).ConfigureAwait(false)).ConfigureAwait(false);
        return result;
    }
}
