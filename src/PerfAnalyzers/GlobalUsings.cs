global using PerfAnalyzers.Kernel;
