using System.Globalization;

namespace AuthStrategies.Tests.Registration;

[TestFixture]
public sealed class OptionMessagesTests
{
    [Test]
    public void Invalid_NameValueRuleExample_AreOneForm() =>
        Assert.That(OptionMessages.Invalid("Name", "\"x\"", "\"y\" or \"z\"", "\"y\""), Is.EqualTo("Name is \"x\"; it must be \"y\" or \"z\". Write for example \"y\"."));

    [Test]
    public void Required_NoValue_SaysNotSet() =>
        Assert.That(OptionMessages.Required("Name", "a text", "\"y\""), Is.EqualTo("Name is not set; it must be a text. Write for example \"y\"."));

    [TestCase(0, 1, "Name is 0; it must be from 1 to 5. Write for example 3.")]
    [TestCase(6, 0, "Name is 6; it must be from 0 (off) to 5. Write for example 3.")]
    [TestCase(1, 1, null)]
    [TestCase(5, 1, null)]
    public void Between_Number_SaysTheRange(int value, int min, string? expected) =>
        Assert.That(OptionMessages.Between("Name", value, min, 5, 3), Is.EqualTo(expected));

    [Test]
    [SetCulture("de-DE")]
    public void OutOfRange_CultureOfTheProcess_DoesNotMatter()
    {
        CultureInfo culture = new("de-DE") { NumberFormat = { NegativeSign = "~" } };
        CultureInfo.CurrentCulture = culture;

        Assert.That(OptionMessages.OutOfRange("Name", -1.5, "from 0 to 1", "0.25"), Does.StartWith("Name is -1.5;"));
        Assert.That(OptionMessages.Between("Name", TimeSpan.FromDays(-1), TimeSpan.Zero, TimeSpan.MaxValue, "0 or more", TimeSpan.FromDays(1)), Does.StartWith("Name is -1.00:00:00;"));
    }

    [TestCase("00:00:30", "TimeSpan.FromSeconds(30), or \"00:00:30\" in configuration")]
    [TestCase("00:15:00", "TimeSpan.FromMinutes(15), or \"00:15:00\" in configuration")]
    [TestCase("05:00:00", "TimeSpan.FromHours(5), or \"05:00:00\" in configuration")]
    [TestCase("14.00:00:00", "TimeSpan.FromDays(14), or \"14.00:00:00\" in configuration")]
    public void Time_Example_IsWrittenForCodeAndForConfiguration(string time, string expected) =>
        Assert.That(OptionMessages.Time(TimeSpan.Parse(time, CultureInfo.InvariantCulture)), Is.EqualTo(expected));
}
