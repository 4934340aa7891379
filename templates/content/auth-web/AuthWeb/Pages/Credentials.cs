using System.ComponentModel.DataAnnotations;

namespace AuthWeb.Pages;

/// <summary>The fields of the login and of the registration.</summary>
public sealed class Credentials
{
    [Required, EmailAddress, StringLength(256)]
    public string Email { get; set; } = "";

    [Required, DataType(DataType.Password), StringLength(100)]
    public string Password { get; set; } = "";
}
