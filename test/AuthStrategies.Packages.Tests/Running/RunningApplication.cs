using System.Diagnostics;
using System.Net;
using System.Text;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Packages.Tests.Running;

/// <summary>An application in a process, over real HTTPS.</summary>
internal sealed class RunningApplication : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output;
    private readonly HttpClient _client;

    private RunningApplication(Process process, StringBuilder output, ServerCertificate certificate, Uri address)
    {
        _process = process;
        _output = output;
        Certificate = certificate;
        Address = address;
        _client = new(certificate.CreateHandler()) { BaseAddress = address };
    }

    public ServerCertificate Certificate { get; }

    public Uri Address { get; }

    /// <summary>Starts a program with a certificate, and waits until it answers.</summary>
    /// <param name="program">A file to run, or a <c>.dll</c> for <c>dotnet</c>.</param>
    /// <param name="settings">As environment variables.</param>
    public static async Task<RunningApplication> StartAsync(string program, params (string Name, string Value)[] settings)
    {
        string folder = Path.GetDirectoryName(program)!;
        var certificate = new ServerCertificate(folder);
        var address = new Uri($"https://127.0.0.1:{Ports.Next()}");
        bool isAssembly = program.EndsWith(".dll", StringComparison.Ordinal);
        ProcessStartInfo start = new(isAssembly ? "dotnet" : program, isAssembly ? [program] : []) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        (string, string)[] own = [("ASPNETCORE_URLS", address.AbsoluteUri), ("Kestrel__Certificates__Default__Path", certificate.CertificateFile), ("Kestrel__Certificates__Default__KeyPath", certificate.KeyFile)];
        foreach ((string name, string value) in own.Concat(settings))
            start.Environment[name] = value;

        var output = new StringBuilder();
        var application = new RunningApplication(new() { StartInfo = start }, output, certificate, address);
        application._process.OutputDataReceived += application.Keep;
        application._process.ErrorDataReceived += application.Keep;
        application._process.Start();
        application._process.BeginOutputReadLine();
        application._process.BeginErrorReadLine();
        await Until.TrueAsync(application.AnswersAsync, answers => answers);
        return application;
    }

    /// <summary>Sends one request.</summary>
    /// <param name="requestLine">Method, path and, after a second space, a body: JSON, or the fields of a form.</param>
    /// <param name="headers">Each as <c>Name: value</c>.</param>
    public async Task<Answer> SendAsync(string requestLine, params string[] headers)
    {
        string[] parts = requestLine.Split(' ', 3);
        using HttpRequestMessage request = new(new HttpMethod(parts[0]), parts[1]);
        if (parts.Length > 2)
            request.Content = new StringContent(parts[2], Encoding.UTF8, parts[2][0] is '{' or '[' ? "application/json" : "application/x-www-form-urlencoded");
        foreach (string header in headers)
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header[(header.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        using HttpResponseMessage response = await _client.SendAsync(request);
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(), Cookies(response));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
    }

    private static string[] Cookies(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines) ? [.. lines] : [];

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
            Assert.Fail($"The application ended with {_process.ExitCode}:\n{_output}");
        try
        {
            return (await SendAsync("GET /")).Status != HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (_output)
            _output.AppendLine(e.Data);
    }
}
