using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>
/// Identity's user manager, which ends the user's other sessions at once when Identity renews the security stamp. Identity
/// itself compares the stamp only with its own cookie, which is not used here.
/// </summary>
/// <remarks>
/// A lockout by wrong passwords ends no session, as in Identity itself: anyone can cause one (<see cref="UserManager{TUser}.AccessFailedAsync"/>
/// does not call <see cref="SetLockoutEndDateAsync"/>). A lockout that the application sets ends them all.
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
    AccountSessions sessions,
    TimeProvider time)
    : UserManager<TUser>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
    where TUser : class
{
    private static SessionRevokeOptions PasswordChanged => new() { Reason = SessionEndReason.PasswordChanged };

    private static SessionRevokeOptions AccountLocked => new() { Reason = SessionEndReason.AccountLocked };

    private static SessionRevokeOptions AccountDeleted => new() { Reason = SessionEndReason.AccountDeleted };

    // Identity renews the security stamp for it too: another name, address or telephone number.
    private static SessionRevokeOptions AccountChanged => new() { Reason = SessionEndReason.Application, Code = "account-changed" };

    public override async Task<IdentityResult> AddPasswordAsync(TUser user, string password) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), PasswordChanged, () => base.AddPasswordAsync(user, password)).ConfigureAwait(false);

    public override async Task<IdentityResult> ChangePasswordAsync(TUser user, string currentPassword, string newPassword) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), PasswordChanged, () => base.ChangePasswordAsync(user, currentPassword, newPassword)).ConfigureAwait(false);

    public override async Task<IdentityResult> ResetPasswordAsync(TUser user, string token, string newPassword) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), PasswordChanged, () => base.ResetPasswordAsync(user, token, newPassword)).ConfigureAwait(false);

    public override async Task<IdentityResult> RemovePasswordAsync(TUser user) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), PasswordChanged, () => base.RemovePasswordAsync(user)).ConfigureAwait(false);

    public override async Task<IdentityResult> UpdateSecurityStampAsync(TUser user) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountChanged, () => base.UpdateSecurityStampAsync(user)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetUserNameAsync(TUser user, string? userName) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountChanged, () => base.SetUserNameAsync(user, userName)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetEmailAsync(TUser user, string? email) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountChanged, () => base.SetEmailAsync(user, email)).ConfigureAwait(false);

    public override async Task<IdentityResult> ChangeEmailAsync(TUser user, string newEmail, string token) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountChanged, () => base.ChangeEmailAsync(user, newEmail, token)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetPhoneNumberAsync(TUser user, string? phoneNumber) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountChanged, () => base.SetPhoneNumberAsync(user, phoneNumber)).ConfigureAwait(false);

    public override async Task<IdentityResult> ChangePhoneNumberAsync(TUser user, string phoneNumber, string token) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountChanged, () => base.ChangePhoneNumberAsync(user, phoneNumber, token)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetTwoFactorEnabledAsync(TUser user, bool enabled) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), PasswordChanged, () => base.SetTwoFactorEnabledAsync(user, enabled)).ConfigureAwait(false);

    public override async Task<IdentityResult> ResetAuthenticatorKeyAsync(TUser user) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), PasswordChanged, () => base.ResetAuthenticatorKeyAsync(user)).ConfigureAwait(false);

    public override async Task<IdentityResult> RemoveLoginAsync(TUser user, string loginProvider, string providerKey) =>
        await sessions.EndOthersAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), PasswordChanged, () => base.RemoveLoginAsync(user, loginProvider, providerKey)).ConfigureAwait(false);

    public override async Task<IdentityResult> SetLockoutEndDateAsync(TUser user, DateTimeOffset? lockoutEnd) => lockoutEnd > time.GetUtcNow()
        ? await sessions.EndAllAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountLocked, () => base.SetLockoutEndDateAsync(user, lockoutEnd)).ConfigureAwait(false)
        : await base.SetLockoutEndDateAsync(user, lockoutEnd).ConfigureAwait(false);

    public override async Task<IdentityResult> DeleteAsync(TUser user) =>
        await sessions.EndAllAfterAsync(await GetUserIdAsync(user).ConfigureAwait(false), AccountDeleted, () => base.DeleteAsync(user)).ConfigureAwait(false);
}
